package dev.millrace.planted.admin;

public final class Routes {}
