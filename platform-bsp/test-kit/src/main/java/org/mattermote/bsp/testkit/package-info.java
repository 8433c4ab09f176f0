/**
 * Contract tests: one abstract JUnit class a port, which every implementation of that port extends.
 * It may know {@code org.mattermote.stack.port}, nothing else.
 */
package org.mattermote.bsp.testkit;
