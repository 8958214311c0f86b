// Builds dist/: a small command-line entry, the public API, and chunks that load only when they are needed.
//
// Third-party code is bundled, so that an installation is one package without dependencies of its own: nothing that
// a later install could swap. dist/THIRD-PARTY.md names what is inside, with versions and licences.
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { build, transform } from "esbuild";

const root = join(import.meta.dirname, "..");

// What Arborist would load to install packages. fnsift only reads trees, so these are left out: it starts three
// times faster, and there is no code in it that could download or run a package.
const INSTALLERS =
	/^(pacote|cacache|bin-links|npm-registry-fetch|@npmcli\/(run-script|metavuln-calculator)|sigstore|@sigstore\/.*|tuf-js)$/;

/** @type {import("esbuild").Plugin} */
const leaveOutInstallers = {
	name: "leave-out-installers",
	setup(build) {
		build.onResolve({ filter: INSTALLERS }, ({ path, importer }) =>
			/[\\/]@npmcli[\\/]arborist[\\/]/.test(importer) ? { path, namespace: "left-out" } : undefined,
		);
		build.onLoad({ filter: /.*/, namespace: "left-out" }, ({ path }) => ({
			contents: `module.exports = new Proxy(function () {}, { get: (target, key) => key === "prototype" ? target.prototype : () => { throw new Error(${JSON.stringify(`${path} is not part of fnsift`)}) } })`,
		}));
	},
};

/**
 * commander can start commands that are programs of their own. fnsift has none, and loading what starts processes takes
 * longer than parsing the command line.
 * @type {import("esbuild").Plugin}
 */
const leaveOutProcesses = {
	name: "leave-out-processes",
	setup(build) {
		build.onResolve({ filter: /^node:child_process$/ }, ({ path, importer }) =>
			/[\\/]commander[\\/]/.test(importer) ? { path, namespace: "left-out" } : undefined,
		);
	},
};

/**
 * The CycloneDX library also writes XML, and knows all licence ids of SPDX. fnsift writes neither: two thirds of the code
 * would be for nothing.
 * @type {import("esbuild").Plugin}
 */
const leaveOutXml = {
	name: "leave-out-xml",
	setup(build) {
		build.onResolve({ filter: /xml|spdx$/i }, ({ path, importer }) =>
			/[\\/]@cyclonedx[\\/]/.test(importer) ? { path, namespace: "not-written" } : undefined,
		);
		build.onLoad({ filter: /.*/, namespace: "not-written" }, () => ({ contents: "module.exports = {}" }));
	},
};

/**
 * What loads on demand loads after `together`, so it may as well import it: all that they share then becomes one chunk.
 * Otherwise esbuild would cut it into a dozen, by who shares what, and each file takes time to load.
 * @param {string} together the module that nearly every run loads, relative to the root
 * @param {readonly string[]} apart those that load on demand and need little of it, and load that alone
 * @returns {import("esbuild").Plugin}
 */
const shareOneChunk = (together, apart) => ({
	name: "share-one-chunk",
	setup(build) {
		build.onResolve({ filter: /.*/ }, ({ kind, path, resolveDir }) => {
			if (kind !== "dynamic-import") return undefined;
			const isOwn = path.startsWith(".");
			if (isOwn && apart.includes(relative(root, join(resolveDir, path)))) return undefined;
			return {
				path: isOwn ? relative(root, join(resolveDir, path)) : path,
				namespace: "on-demand",
				pluginData: { isOwn },
			};
		});
		build.onLoad({ filter: /.*/, namespace: "on-demand" }, ({ path, pluginData: { isOwn } }) => {
			const names = isOwn ? `export * from "./${path}";` : `export { default } from "${path}";`;
			return { contents: `import "./${together}"; ${names}`, resolveDir: root };
		});
	},
});

/**
 * `process` without the detour of importing it, which would open standard input to name all that it exports.
 * @type {import("esbuild").Plugin}
 */
const globalProcess = {
	name: "global-process",
	setup(build) {
		build.onResolve({ filter: /^(node:)?process$/ }, ({ kind }) =>
			kind === "import-statement" ? { path: "process", namespace: "global" } : undefined,
		);
		build.onLoad({ filter: /.*/, namespace: "global" }, () => ({ contents: "export default globalThis.process;" }));
	},
};

// CommonJS libraries inside an ES module still use the names that CommonJS gives them.
const COMMONJS_NAMES = [
	'import { createRequire as createRequire__ } from "node:module";',
	"const require = createRequire__(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;",
].join(" ");

// The built-in modules that a run may well do without: loaded when the first of their names is used.
const LOAD_ON_USE = `const requireOnUse = (name) => { let loaded; return new Proxy({}, { get: (_, key) => (loaded ??= require(name))[key] }); };`;
const ON_USE = /=require\("(node:(?:child_process|crypto|fs\/promises|os|stream|url|zlib))"\)/g;

await rm(join(root, "dist"), { recursive: true, force: true });
const inputs = new Set();
// Two builds, since what they shared would be cut into many small files, and each file takes time to load.
await buildApi();
await buildCommandLine();
await writeFile(join(root, "dist/THIRD-PARTY.md"), await renderNotices(inputs));

/** @param {string} name of the folder in dist/ */
async function bundle(name, { entry, together, apart = [], ...options }) {
	const result = await build({
		absWorkingDir: root,
		entryPoints: { [`${name}/index`]: entry },
		outdir: "dist",
		chunkNames: `${name}/[name]-[hash]`,
		bundle: true,
		splitting: true,
		format: "esm",
		platform: "node",
		target: "node20.19",
		minify: true,
		legalComments: "none",
		metafile: true,
		logLevel: "warning",
		plugins: [leaveOutInstallers, leaveOutProcesses, leaveOutXml, globalProcess, shareOneChunk(together, apart)],
		...options,
	});
	for (const input of Object.keys(result.metafile.inputs)) inputs.add(input);
	return result;
}

async function buildApi() {
	await bundle("api", { entry: "src/index.ts", together: "src/scan.ts", banner: { js: COMMONJS_NAMES } });
}

/**
 * The command line is CommonJS: Node loads it without starting its loader of ES modules. esbuild cuts chunks of ES
 * modules only, so each chunk is translated afterwards.
 */
async function buildCommandLine() {
	const { outputFiles } = await bundle("cli", {
		entry: "src/cli/index.ts",
		together: "src/cli/commands/scan.ts",
		apart: ["src/cli/start.ts", "src/cli/commands/check.ts"],
		define: { "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
		write: false,
	});
	for (const { path, text } of outputFiles) {
		const { code } = await transform(text, {
			format: "cjs",
			platform: "node",
			target: "node20.19",
			minify: true,
			supported: { "dynamic-import": false },
		});
		await mkdir(dirname(path), { recursive: true });
		await writeFile(path, ON_USE.test(code) ? loadOnUse(code) : code);
	}
	await writeFile(join(root, "dist/cli/package.json"), '{"type":"commonjs"}\n');
	await chmod(join(root, "dist/cli/index.js"), 0o755);
}

function loadOnUse(code) {
	const first = code.startsWith("#!") ? code.slice(0, code.indexOf("\n") + 1) : "";
	const changed = code.slice(first.length).replace(ON_USE, '=requireOnUse("$1")');
	return `${first}${LOAD_ON_USE}${changed}`;
}

/** Every bundled package with its version and the text of its licence. */
async function renderNotices(inputs) {
	const folders = new Set();
	for (const input of inputs) {
		const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
		if (match) folders.add(match[1]);
	}
	const sections = [];
	for (const folder of [...folders].sort()) {
		const manifest = JSON.parse(await readFile(join(root, folder, "package.json"), "utf8"));
		if (!manifest.version) continue;
		sections.push(
			`## ${manifest.name} ${manifest.version}\n\nLicence: ${manifest.license ?? "see text"}\n\n${await readLicence(folder)}`,
		);
	}
	return `# Third-party software inside this build\n\n${sections.join("\n\n")}\n`;
}

async function readLicence(folder) {
	for (const name of [
		"LICENSE",
		"LICENSE.md",
		"LICENCE",
		"license",
		"LICENSE.txt",
		"LICENSE-MIT",
		"license.md",
		"LICENSE.BSD",
	]) {
		try {
			return (await readFile(join(root, folder, name), "utf8")).trim();
		} catch (error) {
			if (error.code !== "ENOENT") throw error;
		}
	}
	return "(The package ships no licence text of its own.)";
}
