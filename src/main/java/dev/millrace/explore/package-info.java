/**
 * What a person asks before there is a job: samples of a topic with a suggested mapping, and
 * previews of what a job would do with the newest records; and what a running one notices of
 * records that are not as they were. Nothing is written.
 *
 * <p>In: a source, or a job that may be stored or not. Out: answers for the API. Threads: the
 * caller's event loop; reading and coercing on workers.
 */
package dev.millrace.explore;
