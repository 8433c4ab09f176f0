/**
 * The Interaction Model server (Matter core 8): reads, writes, commands, subscriptions and timed
 * interactions over the data model. {@code InteractionServer} holds the states and does not know
 * what carries it, {@code Reporting} those of reads and subscriptions, {@code Transactions} how an
 * interaction begins and ends; {@code InteractionModel} binds it to the exchanges. A command that
 * answers in a later poll waits in {@code HeldInvoke}. {@code EventNumbers} keeps the boundary of
 * the event numbers.
 *
 * <p>The client is as small as a switch needs it: {@code InvokeClient} sends a command and hears
 * its status, {@code BindingClient} sends commands to whatever an endpoint is bound to.
 *
 * <p>The room may know {@code port}, {@code mem}, {@code codec}, {@code crypto}, {@code fabric},
 * {@code message}, {@code transport}, {@code exchange} and {@code model}.
 */
package org.mattermote.stack.interact;
