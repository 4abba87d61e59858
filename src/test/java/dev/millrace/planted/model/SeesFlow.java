package dev.millrace.planted.model;

import dev.millrace.planted.flow.SeesModel;

/** A room that looks where it may not, and so makes a cycle. */
public record SeesFlow(SeesModel flow) {}
