/** What an admin changes in a running agent: the endpoints that need the admin's word. */
@NullMarked
package io.mirrorlog.agent.admin;

import org.jspecify.annotations.NullMarked;
