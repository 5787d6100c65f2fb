import classes from './overview.module.css';

const INK = 'var(--mantine-color-default-border)';
const BLUE = 'var(--mantine-color-blue-6)';
/** Position and exposure color of each file: gray, blue, orange and red, as everywhere. */
const FILES = [
  { x: 40, y: 52, color: 'var(--mantine-color-gray-5)' },
  { x: 40, y: 152, color: 'var(--mantine-color-blue-6)' },
  { x: 308, y: 52, color: 'var(--mantine-color-orange-6)' },
  { x: 308, y: 152, color: 'var(--mantine-color-red-6)' },
] as const;

/** Decoration: files of every exposure around a shield with an eye. */
export function WelcomeArt() {
  return (
    <svg viewBox="0 0 420 270" className={classes.art} aria-hidden focusable="false">
      <ellipse cx="210" cy="135" rx="200" ry="125" fill={BLUE} opacity="0.06" />
      <ellipse cx="210" cy="135" rx="140" ry="88" fill={BLUE} opacity="0.07" />
      {FILES.map(({ x, y, color }) => (
        <g key={`${x} ${y}`}>
          <path
            d={`M${x + 36} ${y + 34} L210 135`}
            stroke={color}
            strokeWidth="2"
            strokeDasharray="2 7"
            strokeLinecap="round"
          />
          <File x={x} y={y} color={color} />
        </g>
      ))}
      <path
        d="M210 62 l58 20 v46 c0 38 -25 64 -58 80 c-33 -16 -58 -42 -58 -80 v-46 z"
        fill="var(--mantine-color-body)"
        stroke={BLUE}
        strokeWidth="4"
        strokeLinejoin="round"
      />
      <path
        d="M172 134 q38 -38 76 0 q-38 38 -76 0 z"
        fill="none"
        stroke={BLUE}
        strokeWidth="4"
        strokeLinejoin="round"
      />
      <circle cx="210" cy="134" r="11" fill={BLUE} />
    </svg>
  );
}

function File({ x, y, color }: { readonly x: number; readonly y: number; readonly color: string }) {
  return (
    <g>
      <path
        d={`M${x} ${y + 8} a8 8 0 0 1 8 -8 h40 l24 24 v36 a8 8 0 0 1 -8 8 h-56 a8 8 0 0 1 -8 -8 z`}
        fill="var(--mantine-color-body)"
        stroke={INK}
        strokeWidth="2"
      />
      <path d={`M${x + 48} ${y} v16 a8 8 0 0 0 8 8 h16`} fill="none" stroke={INK} strokeWidth="2" />
      <rect x={x + 12} y={y + 34} width="38" height="5" rx="2.5" fill={INK} />
      <rect x={x + 12} y={y + 46} width="26" height="5" rx="2.5" fill={INK} />
      <circle cx={x + 62} cy={y + 58} r="13" fill={color} stroke="var(--mantine-color-body)" strokeWidth="3" />
    </g>
  );
}
