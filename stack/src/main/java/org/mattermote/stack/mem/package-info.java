/**
 * Fixed memory: pools of slots made at boot, generation handles, working memory that rooms share,
 * spans and byte order. The only room that knows how slots are taken and given back; it knows no
 * other room but {@code port}.
 */
package org.mattermote.stack.mem;
