/**
 * An explicit-state explorer, and the handshakes it looks at.
 *
 * <p>The engine knows nothing of Matter: {@link org.mattermote.stack.explorer.Explorer} walks
 * breadth first over the states of a {@link org.mattermote.stack.explorer.Model}, keeps a hash of
 * each it saw, and prints the shortest way to a {@link org.mattermote.stack.explorer.Violation}. A
 * state is what the model's parts save of themselves; equal bytes are kept once ({@link
 * org.mattermote.stack.explorer.Parts}).
 *
 * <p>{@link org.mattermote.stack.explorer.HandshakeModel} is a device's exchange layer and secure
 * channel, the classes that ship and no copies, with controllers, a network that loses, doubles and
 * delays, and a clock. What of it is simplified is said there.
 */
package org.mattermote.stack.explorer;
