/**
 * Holds the documentation to what it says: every block of code in it compiles, every block of
 * configuration binds, and every link between its pages leads somewhere. CONTRIBUTING.md says how
 * blocks are completed, for who writes them.
 */
@NullMarked
package io.github.autorefresh.cache.spring.docs;

import org.jspecify.annotations.NullMarked;
