package dev.millrace.planted.flow;

import dev.millrace.planted.model.SeesFlow;

public record SeesModel(SeesFlow model) {}
