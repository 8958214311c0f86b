/** Credentials and the environment: what thieves come for. */
import { defineSignals, type Signal } from "./define.ts";

const BOTH = ["code", "command"] as const;

/**
 * The path of a file that holds credentials. In code it must be a whole string, so that a sentence that mentions
 * the file is not taken for reading it; on a command line blanks surround it.
 */
function reads(tail: string, what: string): Signal[] {
	const words = `names ${what}`;
	const inCode = new RegExp(`"(?:[^"\\s]{0,120}[/\\\\])?(?:${tail})(?:[/\\\\][^"\\s]{0,40})?"`, "i");
	const inCommand = new RegExp(`[\\s"'\`@=<~/\\\\](?:${tail})(?=["'\`\\s/\\\\;|)]|$)`, "i");
	return [
		{ shows: "reads-secrets", in: ["code"], pattern: inCode, words },
		{ shows: "reads-secrets", in: ["command"], pattern: inCommand, words },
	];
}

const TOKEN_NAMES =
	"NPM_TOKEN|NPM_AUTH_TOKEN|NODE_AUTH_TOKEN|GITHUB_TOKEN|GH_TOKEN|GITLAB_TOKEN|CI_JOB_TOKEN|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|AZURE_CLIENT_SECRET|GOOGLE_APPLICATION_CREDENTIALS|VAULT_TOKEN|SLACK_TOKEN|DATABASE_URL|STRIPE_SECRET_KEY|OPENAI_API_KEY|ANTHROPIC_API_KEY";

export const secrets = defineSignals([
	...reads("\\.npmrc", "the npm credentials file"),
	...reads("\\.aws(?:[/\\\\](?:credentials|config))?", "AWS credentials"),
	...reads("\\.ssh(?:[/\\\\](?:id_\\w{2,10}|config|known_hosts))?|id_(?:rsa|dsa|ecdsa|ed25519)", "SSH keys"),
	...reads("[._]netrc", "the .netrc credentials file"),
	...reads("\\.docker[/\\\\]config\\.json|\\.dockercfg", "Docker credentials"),
	...reads("\\.git-credentials", "git credentials"),
	...reads(
		"\\.config[/\\\\]gcloud|application_default_credentials\\.json|gcloud[/\\\\]\\w{1,40}\\.(?:db|json)",
		"Google Cloud credentials",
	),
	...reads(
		"\\.azure|\\.kube[/\\\\]config|\\.kube|\\.vault-token|\\.terraform\\.d|\\.pypirc|\\.gnupg|\\.pgpass",
		"credentials",
	),
	...reads("gh[/\\\\]hosts\\.yml|\\.config[/\\\\]hub", "GitHub credentials"),
	...reads("\\.(?:bash|zsh|node_repl|psql|mysql)_history", "a command history"),
	...reads("etc[/\\\\](?:passwd|shadow)", "the accounts of the machine"),
	...reads("proc[/\\\\](?:self|\\d{1,7}|\\*)[/\\\\]environ", "the environment of processes"),
	{
		shows: "reads-secrets",
		in: BOTH,
		pattern:
			/Login Data|Local Extension Settings|leveldb"|key4\.db|logins\.json|cookies\.sqlite|Network[/\\]Cookies|keychain-db|find-generic-password|dump-keychain/,
		words: "names a browser's or the system's password store",
	},
	{
		shows: "reads-secrets",
		in: BOTH,
		pattern:
			/nkbihfbeogaeaoehlefnkodbefgpgknn|exodus\.wallet|Exodus[/\\]|Electrum[/\\]wallets|wallet\.dat|solana[/\\]id\.json|Ethereum[/\\]keystore|atomic[/\\]Local Storage/i,
		words: "names a cryptocurrency wallet",
	},
	{
		shows: "reads-secrets",
		in: BOTH,
		pattern: /169\.254\.169\.254|169\.254\.170\.2|metadata\.google\.internal/,
		words: "asks the cloud's metadata service",
	},
	{ shows: "reads-secrets", in: BOTH, pattern: /\b_authToken\b/, words: "looks for registry tokens" },
	{
		shows: "reads-environment",
		in: ["code"],
		pattern:
			/\b(?:JSON\.stringify|Object\.(?:keys|entries|values|getOwnPropertyNames)|Reflect\.ownKeys|(?:querystring|qs)\.stringify|util\.inspect|URLSearchParams|\.write|\.end|\.send|\.post)\([^;]{0,160}\bprocess\.env\b(?![.[]|\)\.(?:filter|find|some)\()/,
		words: "collects the whole environment",
	},
	{
		shows: "reads-environment",
		in: ["code"],
		pattern:
			/\(process\.env\)\.(?:filter|find|some)\([^;]{0,200}(?:TOKEN|SECRET|PASSW|CREDENTIAL|_KEY|token|secret|passw)/,
		words: "looks through the environment for credentials",
	},
	{
		shows: "reads-environment",
		in: ["code"],
		pattern:
			/\bfor\((?:(?:const|let|var) )?[\w[\],$]{1,40} ?(?:in|of) (?:Object\.(?:keys|entries)\()?process\.env\)|\b(?:body|data|env_?vars?|environment|payload|e):process\.env\b(?![.[])/i,
		words: "collects the whole environment",
	},
	{
		shows: "reads-environment",
		in: ["command"],
		pattern:
			/\bprintenv\b(?! \w)|\$\(env\b|`env\b|(?:^|[;&|\n] {0,4})(?:env|set|export -p)\s{0,4}[|>]|\b(?:gci|dir|ls|Get-ChildItem) env:|\bprocess\.env\b(?![.[])/i,
		words: "collects the whole environment",
	},
	{
		shows: "reads-token",
		in: ["code"],
		pattern: new RegExp(`\\bprocess\\.env\\.(?:${TOKEN_NAMES})\\b|"(?:${TOKEN_NAMES})"`),
		words: "reads an access token",
	},
	{
		shows: "reads-token",
		in: ["command"],
		pattern: new RegExp(`[$%]\\{?(?:env:)?(?:${TOKEN_NAMES})\\b`),
		words: "reads an access token",
	},
	{
		shows: "reads-host",
		in: ["code"],
		pattern:
			/\bos\.(?:hostname|networkInterfaces)\(|\bdns\.getServers\(|\bprocess\.env\.(?:HOSTNAME|COMPUTERNAME|USERDOMAIN)\b/,
		words: "reads the machine's name",
	},
	{
		shows: "reads-user",
		in: ["code"],
		pattern: /\bos\.userInfo\(|\bprocess\.env\.(?:USER|USERNAME|LOGNAME)\b/,
		words: "reads the user's name",
	},
	{
		shows: "reads-host",
		in: ["command"],
		pattern:
			/(?:^|[;&|\n(`"' =]{1})(?:whoami|hostname|systeminfo|ifconfig|ipconfig)(?=[\s;&|)`"'.]|$)|\buname -a\b|[$`]\(?id\b[)`]|\$\{?(?:USER|HOSTNAME|LOGNAME)\b|%(?:USERNAME|COMPUTERNAME|USERDOMAIN)%/i,
		words: "reads the names of machine and user",
	},
]);
