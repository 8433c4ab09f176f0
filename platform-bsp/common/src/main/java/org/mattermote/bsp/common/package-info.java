/**
 * Parts of a platform that every chip shares: the wear-levelled key-value log on raw flash, the
 * factory data in flash, HCI packets on a stream of bytes. Device code. It may know {@code
 * org.mattermote.stack.port}, nothing else.
 */
package org.mattermote.bsp.common;
