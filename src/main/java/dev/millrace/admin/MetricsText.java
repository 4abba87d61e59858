package dev.millrace.admin;

/** The meters in the form that the caller accepts. */
public record MetricsText(String contentType, String body) {}
