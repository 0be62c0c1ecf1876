import { FuseV1Options, FuseVersion } from '@electron/fuses';
import { MakerDeb } from '@electron-forge/maker-deb';
import { MakerDMG } from '@electron-forge/maker-dmg';
import { MakerSquirrel } from '@electron-forge/maker-squirrel';
import { MakerZIP } from '@electron-forge/maker-zip';
import { FusesPlugin } from '@electron-forge/plugin-fuses';
import type { ForgeConfig } from '@electron-forge/shared-types';

/** What the installed app needs: the emitted tree, the page, the shipped models, and libraries at run time. */
const KEPT = [
  /^\/package\.json$/,
  /^\/dist(\/|$)/,
  /^\/models(\/(?!training)|$)/,
  /^\/node_modules(\/|$)/,
  /^\/LICENSE$/,
];

/** Native libraries are loaded from the disk, not out of the archive, and models are read by the runtime. */
const UNPACKED =
  '**/{node_modules/onnxruntime-node,node_modules/@myriaddreamin,node_modules/@expo-google-fonts,models}/**';

/**
 * Packaging with fuses: no Node mode, no `NODE_OPTIONS`, no inspector, nothing but the checked archive is run
 * (HOSTILE 38 and 39). `npm run make` builds page and tree first.
 */
const config: ForgeConfig = {
  packagerConfig: {
    name: 'Skiagraph',
    executableName: 'skiagraph',
    appBundleId: 'org.skiagraph.desktop',
    asar: { unpack: UNPACKED },
    ignore: (path: string) => path !== '' && !KEPT.some((kept) => kept.test(path)),
  },
  makers: [
    new MakerSquirrel({ name: 'skiagraph' }),
    new MakerDMG({}, ['darwin']),
    new MakerZIP({}, ['darwin', 'linux']),
    new MakerDeb({ options: { categories: ['Science'], mimeType: ['application/dicom'] } }),
  ],
  plugins: [
    new FusesPlugin({
      version: FuseVersion.V1,
      [FuseV1Options.RunAsNode]: false,
      [FuseV1Options.EnableCookieEncryption]: true,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
      [FuseV1Options.EnableNodeCliInspectArguments]: false,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
      [FuseV1Options.OnlyLoadAppFromAsar]: true,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
    }),
  ],
};

export default config;
