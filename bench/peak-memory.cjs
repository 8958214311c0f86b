// Preloaded into a measured process: writes its peak resident memory (kB) to FNSIFT_BENCH_PEAK when it exits.
// Linux's VmHWM, where there is one: maxRSS also counts what the parent held at the time of the spawn.
const { readFileSync, writeFileSync } = require("node:fs");
const { isMainThread } = require("node:worker_threads");

function peakKilobytes() {
	try {
		return Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))[1]);
	} catch {
		return process.resourceUsage().maxRSS;
	}
}

if (isMainThread) process.on("exit", () => writeFileSync(process.env.FNSIFT_BENCH_PEAK, String(peakKilobytes())));
