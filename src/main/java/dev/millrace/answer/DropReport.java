package dev.millrace.answer;

/**
 * What a drop did with the chosen records.
 *
 * @param dropped records that are gone
 * @param missing chosen records that were not there
 */
public record DropReport(long dropped, long missing) {}
