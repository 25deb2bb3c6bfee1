/**
 * The tests that every connector must pass, published for those of others: {@link
 * io.mirrorlog.connector.contract.ConnectorContract}, and for destinations behind HTTP {@link
 * io.mirrorlog.connector.contract.HttpConnectorContract}. Needs nothing but JUnit, AssertJ and the contract.
 */
@NullMarked
package io.mirrorlog.connector.contract;

import org.jspecify.annotations.NullMarked;
