/** A device on ports of memory, and the script that drives it: what `mote bench` counts. */
package org.mattermote.firmware.image.bench;
