/** What no image can hold, planted for tests. */
package org.mattermote.bsp.teavm.planted;
