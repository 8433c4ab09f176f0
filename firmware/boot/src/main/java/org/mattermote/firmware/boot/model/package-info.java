/**
 * What a composed node is, held against the specification, for people. Host code; it may know the
 * stack's data model. Its data is the generated resource {@code requirements-1.4.2.tsv}, and
 * another one for each version that an app announces.
 */
package org.mattermote.firmware.boot.model;
