/**
 * The color light: its endpoint, and one hook class where the code of a maker's LED driver goes.
 * Device code. It may know the rooms of the stack; it knows no platform.
 */
package org.mattermote.app.colorlight;
