import { contextBridge, ipcRenderer } from 'electron';
import { channels, type DesktopBridge } from './bridge.ts';

const bridge: DesktopBridge = {
  platform: process.platform,
  // Nothing the page hands over is passed on.
  openWorkspace: () => ipcRenderer.invoke(channels.openWorkspace),
};

contextBridge.exposeInMainWorld('penstock', bridge);
