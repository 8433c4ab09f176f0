/**
 * The data model as it stands in memory: node, endpoints, clusters, who may do what, data versions
 * and change stamps. Metadata of the specification is generated into {@code model.spec}. The room
 * knows {@code port}, {@code mem} and {@code codec}; it does not know who asks or over what.
 */
package org.mattermote.stack.model;
