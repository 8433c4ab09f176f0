/**
 * DNS-based service discovery over multicast DNS (RFC 6762, RFC 6763; Matter core 4.3): the
 * responder that makes the node findable, the resolver that finds others, their message flyweights,
 * and the Matter names and TXT keys.
 *
 * <pre>
 *  CommissionableService, OperationalService      what Matter says a service is called
 *        | fill
 *  Service (slot) --- Zone (which records are ours) --- MdnsResponder (when to say them)
 *                       |                                  |
 *                     DnsReader (questions)             ResponseSender, DnsWriter (packets)
 *                                                          |
 *  Resolution (slot) --------------------- MdnsResolver (what to ask, and whom to believe)
 * </pre>
 *
 * The room may know {@code port} and {@code mem}. It knows no session and no fabric: whoever opens
 * a window or adds a fabric hands it the values to advertise.
 */
package org.mattermote.stack.transport.dnssd;
