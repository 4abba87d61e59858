package dev.millrace.flow;

import dev.millrace.model.PartitionId;
import java.util.Set;

/**
 * Asks a transform to give up partitions: what of them is with the sink is waited for, everything
 * else is forgotten, for whoever gets them reads it again.
 */
public record GiveUp(Set<PartitionId> partitions) {}
