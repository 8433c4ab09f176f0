/**
 * The driver of TeaVM: class files of a device in, C for a board's compiler out. Runs on the host;
 * knows no room of the stack.
 */
package org.mattermote.bsp.teavm;
