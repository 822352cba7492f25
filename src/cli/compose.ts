import { fileRunClaims } from '../adapters/claims-fs/run-claims.ts';
import { systemClock } from '../adapters/clock-system/clock.ts';
import { jsonlEventStore } from '../adapters/events-jsonl/event-store.ts';
import { randomIds } from '../adapters/ids-random/id-source.ts';
import { fileLogStore } from '../adapters/logs-fs/log-store.ts';
import type { EnginePorts } from '../engine/engine-ports.ts';
import type { Project } from './project.ts';
