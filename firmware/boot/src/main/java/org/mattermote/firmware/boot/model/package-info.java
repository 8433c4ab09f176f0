/**
 * What a composed node is, held against the specification, for people. Host code; it may know the
 * stack's data model. Its data is the generated resource {@code requirements.tsv}.
 */
package org.mattermote.firmware.boot.model;
