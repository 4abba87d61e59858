package dev.millrace.answer;

/** A job and its status, both of the same moment. */
public record KnownJob(JobView job, JobStatus status) {}
