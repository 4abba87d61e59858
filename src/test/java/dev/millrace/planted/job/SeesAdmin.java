package dev.millrace.planted.job;

import dev.millrace.planted.admin.EngineApi;
import dev.millrace.planted.admin.Routes;

/** May implement Control, may not see the routes. */
record SeesAdmin(Routes routes) implements EngineApi {}
