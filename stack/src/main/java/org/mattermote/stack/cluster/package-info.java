/**
 * The standard clusters, one file each, and a hook interface where hardware comes in. What a
 * cluster keeps over a restart goes through {@code StoredRecord}. The room knows {@code port},
 * {@code mem}, {@code model}, {@code interact}, and {@code fabric} and what is below it where a
 * cluster administers it.
 */
package org.mattermote.stack.cluster;
