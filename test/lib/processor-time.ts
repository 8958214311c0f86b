/** How much work something is, whatever else the machine does meanwhile. */

/** Milliseconds that the processor spent on it, in all threads of this process. */
export function measureProcessorTime(work: () => void): number {
	const before = process.cpuUsage();
	work();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1_000;
}
