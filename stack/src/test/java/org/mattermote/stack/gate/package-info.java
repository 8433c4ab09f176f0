/**
 * What the build refuses in class files of device code, and the directions between its rooms. Every
 * device module runs {@link org.mattermote.stack.gate.DeviceGate} on its own classes: this package
 * is packed as a test jar for them. Nothing here looks at source text; what javac makes is judged.
 */
package org.mattermote.stack.gate;
