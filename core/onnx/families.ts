/* Operators by what they do to a feature map. */

export const CONVOLUTIONS = new Set(['Conv', 'FusedConv', 'NhwcConv', 'NhwcFusedConv', 'QLinearConv', 'ConvInteger']);
export const NORMS = new Set([
  'BatchNormalization',
  'InstanceNormalization',
  'GroupNormalization',
  'GroupNorm',
  'LayerNormalization',
  'LpNormalization',
  'MeanVarianceNormalization',
  'LRN',
  'RMSNormalization',
]);
export const ACTIVATIONS = new Set([
  'Relu',
  'LeakyRelu',
  'PRelu',
  'Elu',
  'Selu',
  'Celu',
  'Clip',
  'Sigmoid',
  'HardSigmoid',
  'HardSwish',
  'Gelu',
  'FastGelu',
  'QuickGelu',
  'Mish',
  'Swish',
  'Softplus',
  'Softsign',
  'Tanh',
  'ThresholdedRelu',
]);
export const POOLS = new Set(['AveragePool', 'MaxPool', 'LpPool', 'NhwcMaxPool', 'QLinearAveragePool']);
