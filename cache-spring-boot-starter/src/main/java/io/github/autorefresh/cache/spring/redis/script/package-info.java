/**
 * The scripts, as one typed method each: records in, records out. What is stored, how it is packed,
 * which argument comes where and what a driver makes of it is known here and nowhere else. {@code
 * prelude.lua} describes the keys and the packed layout.
 */
@NullMarked
package io.github.autorefresh.cache.spring.redis.script;

import org.jspecify.annotations.NullMarked;
