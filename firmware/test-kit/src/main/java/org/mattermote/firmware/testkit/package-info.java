/**
 * What every product is tested with: a whole device on a simulated network, a long life that must
 * not allocate, and the contract of an app. It may know the stack, its tests' simulation and gates,
 * and no product.
 */
package org.mattermote.firmware.testkit;
