/**
 * What fuzz targets share: how an input is cut into parts. Targets are the JazzerTests beside what
 * they try.
 */
package org.mattermote.stack.fuzz;
