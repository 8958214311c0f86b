/** What it changes that is not its own: start-up files, accounts, other people's data. */
import { defineSignals } from "./define.ts";

const BOTH = ["code", "command"] as const;

export const tampering = defineSignals([
	{
		shows: "persists",
		in: BOTH,
		pattern: /\bauthorized_keys2?\b/,
		words: "names the list of SSH keys that may log in",
	},
	{
		shows: "persists",
		in: ["code"],
		pattern:
			/\b(?:appendFile|writeFile|createWriteStream|copyFile|cpSync|open)(?:Sync)?\([^;]{0,160}\.(?:bashrc|zshrc|profile|bash_profile|zprofile|zshenv|config\/fish)\b|"[^"\s]{0,80}\.(?:bashrc|zshrc|bash_profile|zprofile|zshenv|profile)"[\s\S]{0,600}\b(?:appendFile|writeFile|createWriteStream)(?:Sync)?\(/,
		words: "writes to a shell's start-up file",
	},
	{
		shows: "persists",
		in: ["command"],
		pattern:
			/>>?\s{0,3}["']?[^\s"';|&]{0,80}\.(?:bashrc|zshrc|profile|bash_profile|zprofile|zshenv)\b|\btee\b[^\n|;]{0,60}\.(?:bashrc|zshrc|profile|bash_profile)\b/,
		words: "writes to a shell's start-up file",
	},
	{
		shows: "persists",
		in: BOTH,
		pattern:
			/\bcrontab\s{1,3}(?:-[^l\s]|[\w./"'$])|\|\s{0,3}crontab\b|\/etc\/cron(?:tab|\.\w{1,10})|\/(?:var\/spool\/cron)|systemd\/(?:system|user)\b|\bsystemctl\b[^\n;]{0,40}\benable\b|\.config\/autostart|Launch(?:Agents|Daemons)\b|\bschtasks\b[^\n;]{0,60}\/create|CurrentVersion\\{1,2}Run\b|Start Menu\\{1,2}Programs\\{1,2}Startup|\/etc\/(?:rc\.local|ld\.so\.preload|sudoers|init\.d)/i,
		words: "sets itself up to be started again",
	},
	{
		shows: "persists",
		in: BOTH,
		pattern:
			/\b(?:appendFile|writeFile|createWriteStream|copyFile)(?:Sync)?\([^;]{0,120}\.ssh\b|>>?\s{0,3}["']?[^\s"';|&]{0,80}\.ssh\/|\.vscode[/\\]tasks\.json|\.claude[/\\]settings|\.cursor[/\\]mcp\.json/,
		words: "writes to the settings of the developer's tools",
	},
	{
		shows: "tampers",
		in: ["code"],
		pattern:
			/\bpath\.(?:join|resolve)\([^;()]{0,60}\(?\)?,"\.\.",[^;()]{0,100}\.[cm]?js"\)|"\.\/\.\.\/\.\.\/[^"\s]{1,120}\.[cm]?js"/,
		followedBy: [/\b(?:appendFile|writeFile)(?:Sync)?\(/],
		words: "writes into other packages",
	},
	{
		shows: "persists",
		in: BOTH,
		pattern: /\bdiscord_desktop_core\b|\bapp\.asar\b/,
		words: "names the code of another program",
	},
	{
		shows: "tampers",
		in: ["code"],
		pattern:
			/\bfs(?:\/promises|-extra)?\.(?:promises\.)?(?:appendFile|writeFile|copyFile|cp|rename)(?:Sync)?\([^;]{0,160}node_modules\/(?!\.)/,
		words: "writes into other packages",
	},
	{
		shows: "persists",
		in: BOTH,
		pattern: /\.github[/\\]workflows\b|"\.github"[,+][^;]{0,40}"workflows"|\.gitlab-ci\.yml\b|\.circleci[/\\]config/,
		words: "names the files that run in continuous integration",
	},
	{
		shows: "spreads",
		in: BOTH,
		pattern:
			/\bnpm\s{1,3}(?:publish|whoami|token|access|adduser|owner)\b|\/-\/(?:whoami|npm\/v1\/(?:tokens|user))\b|\b(?:npm|"npm",)\s{0,3}\[?"(?:publish|whoami|token)"/,
		words: "uses the developer's registry account",
	},
	{
		shows: "spreads",
		in: BOTH,
		pattern:
			/\btrufflehog\b|\bgh\s{1,3}auth\s{1,3}token\b|api\.github\.com\/(?:user\b|repos\/[^"\s]{0,80}\/(?:actions|contents))|\bgit\s{1,3}push\b/i,
		words: "uses the developer's repository account",
	},
	{
		shows: "destroys",
		in: BOTH,
		pattern:
			/\brm\s{1,3}-\w{0,6}[rf]\w{0,6}\s{1,3}(?:-\w{1,6}\s{1,3}|--no-preserve-root\s{1,3})?["']?(?:~|\/(?:\*|\s|$|home|root|etc|Users)|\$\{?HOME\b|\*)|\bmkfs\.|\bdd\s[^\n]{0,60}of=\/dev\/|\bformat\s{1,3}c:|\b(?:del|erase|rd|rmdir)\s[^\n]{0,40}\/[sq]\b[^\n]{0,40}(?:[a-z]:\\|%(?:USERPROFILE|SystemDrive)%)|:\(\)\s{0,3}\{\s{0,3}:\|:/im,
		words: "deletes what is not its own",
	},
	{
		shows: "destroys",
		in: ["code"],
		pattern:
			/\bfs(?:\/promises|-extra)?\.(?:promises\.)?(?:rm|rmdir|unlink|remove|emptyDir)(?:Sync)?\((?:os\.homedir\(\)|process\.env\.(?:HOME|USERPROFILE)|"(?:\/|~|C:\\?)")[,)]/,
		words: "deletes what is not its own",
	},
	{
		shows: "destroys",
		in: ["code"],
		pattern: /\bfs(?:\/promises)?\.(?:promises\.)?readdir(?:Sync)?\(/,
		followedBy: [
			/\.isDirectory\(\)/,
			/\bfs(?:\/promises)?\.(?:promises\.)?writeFile(?:Sync)?\([\w$]{1,40},"[^"]{1,40}"[,)]/,
		],
		words: "writes the same over every file that it finds",
	},
	{
		shows: "mines",
		in: BOTH,
		pattern: /\bxmrig\b|\bstratum\+(?:tcp|ssl)\b|\bcryptonight\b|\bminerd\b|\bcoinhive\b|\brandomx\b/i,
		words: "names a cryptocurrency miner",
	},
]);
