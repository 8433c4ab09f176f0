/** Main classes of native images: a product on a board's natives, and the self-test. */
package org.mattermote.firmware.image;
