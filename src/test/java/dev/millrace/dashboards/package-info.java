/**
 * Makes and checks what lies in {@code dashboards/}: Grafana's dashboards and Prometheus' rules,
 * from {@link dev.millrace.metrics.Meter}. {@link dev.millrace.dashboards.DashboardFiles} writes
 * the files; a test fails while they are stale.
 */
package dev.millrace.dashboards;
