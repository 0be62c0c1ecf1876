import '@fontsource-variable/inter/standard.css';
import '@fontsource/ibm-plex-sans-arabic/400.css';
import '@fontsource/ibm-plex-sans-arabic/500.css';
import '@fontsource/ibm-plex-sans-arabic/600.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './tokens.css';
import './styles/base.css';
import './styles/chrome.css';
import './styles/panels.css';
import './documents/documents.css';
import './styles/viewport.css';
import { showEarly } from './viewports/early.ts';

const known = await showEarly().catch(() => undefined);
const { openWindow } = await import('./window.tsx');
openWindow(known);
