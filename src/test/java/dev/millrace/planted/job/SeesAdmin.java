package dev.millrace.planted.job;

import dev.millrace.planted.admin.Routes;

record SeesAdmin(Routes routes) {}
