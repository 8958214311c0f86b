// Preloaded into a measured process: writes what it used to FNSIFT_BENCH_RESOURCES when it exits, as JSON:
// peak resident memory (MB) and CPU time in its own code (ms), which a slow disk does not change.
// Memory is Linux's VmHWM, where there is one: maxRSS also counts what the parent held at the time of the spawn.
const { readFileSync, writeFileSync } = require("node:fs");
const { isMainThread } = require("node:worker_threads");

function readPeakKilobytes() {
	try {
		return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))[1]);
	} catch {
		return process.resourceUsage().maxRSS;
	}
}

if (isMainThread) {
	process.on("exit", () => {
		const resources = { peakMegabytes: readPeakKilobytes() / 1024, userMilliseconds: process.cpuUsage().user / 1000 };
		writeFileSync(process.env.FNSIFT_BENCH_RESOURCES, JSON.stringify(resources));
	});
}
