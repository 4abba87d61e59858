package dev.millrace.model;

/** A job as the API answers it everywhere: its name, what was asked, and its state. */
public record JobView(String name, JobSpec spec, JobState state) {}
