import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { offerReload } from './reload';
import { reportVitals } from './vitals';
import './styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';
import './styles/print.css';

offerReload();
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
reportVitals();
