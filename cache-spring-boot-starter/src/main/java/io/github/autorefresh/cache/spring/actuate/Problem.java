package io.github.autorefresh.cache.spring.actuate;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Why an operation was refused.
 *
 * @param title what kind of mistake it is
 * @param detail what is wrong with this request, and how it would be right
 * @param field the part of the request that is to blame, by its name in the path, query or body
 */
record Problem(String title, String detail, String field) implements OperationResponseBody {}
