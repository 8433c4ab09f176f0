/**
 * The switch: its endpoint, what a press says to whom, and one hook class where the code of a
 * maker's hardware goes. Device code. It may know the rooms of the stack; it knows no platform.
 */
package org.mattermote.app.switchapp;
