package dev.millrace.planted.admin;

/** The one type of this room that job may see. */
public interface EngineApi {}
