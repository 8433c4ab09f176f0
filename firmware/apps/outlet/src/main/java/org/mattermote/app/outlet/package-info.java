/**
 * The outlet: its endpoint, and one hook class where the code of a maker's relay goes. Device code.
 * It may know the rooms of the stack; it knows no platform.
 */
package org.mattermote.app.outlet;
