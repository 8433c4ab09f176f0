/**
 * The Interaction Model server (Matter core 8): reads, writes, commands, subscriptions and timed
 * interactions over the data model. {@code InteractionServer} holds the states and does not know
 * what carries it; {@code InteractionModel} binds it to the exchanges. The room may know {@code
 * port}, {@code mem}, {@code codec}, {@code crypto}, {@code fabric}, {@code message}, {@code
 * transport}, {@code exchange} and {@code model}.
 */
package org.mattermote.stack.interact;
