/** The clusters to generate, by their name in the model. Adding one is adding a line. */
export const CLUSTERS = [
    "AccessControl",
    "AdministratorCommissioning",
    "BasicInformation",
    "Binding",
    "BooleanState",
    "ColorControl",
    "Descriptor",
    "DiagnosticLogs",
    "EthernetNetworkDiagnostics",
    "FixedLabel",
    "GeneralCommissioning",
    "GeneralDiagnostics",
    "GroupKeyManagement",
    "Groups",
    "IcdManagement",
    "Identify",
    "LevelControl",
    "LocalizationConfiguration",
    "NetworkCommissioning",
    "OccupancySensing",
    "OnOff",
    "OperationalCredentials",
    "OtaSoftwareUpdateRequestor",
    "PowerSource",
    "ScenesManagement",
    "SoftwareDiagnostics",
    "TemperatureMeasurement",
    "ThreadNetworkDiagnostics",
    "TimeFormatLocalization",
    "TimeSynchronization",
    "UnitLocalization",
    "UserLabel",
    "WiFiNetworkDiagnostics",
];

/**
 * Those of a camera, from the model of Matter 1.5; in webrtc-lite, so that no other app has another
 * revision of anything.
 */
export const CAMERA_CLUSTERS = [
    "CameraAvStreamManagement",
    "WebRtcTransportProvider",
    "WebRtcTransportRequestor",
];

/** Those of endpoint 0 of a camera, from the same model; in the stack's room `tls`, for any node of 1.5. */
export const TLS_CLUSTERS = ["TlsCertificateManagement", "TlsClientManagement"];

/** Device types of a camera and of what it has beside its pictures. */
export const CAMERA_DEVICE_TYPES = ["Camera", "PowerSource", "RootNode"];

/** Those of them that endpoint 0 of a camera has. */
export const CAMERA_ROOT_TYPES = ["RootNode", "PowerSource"];

/** Types of no cluster that they use. */
export const CAMERA_TYPES = ["StreamUsageEnum", "ViewportStruct"];

/**
 * Provisional elements that have constants, as "Cluster.Element"; devices of 1.4.2 have them anyway, or
 * have to know them to refuse them.
 * Any other element whose conformance starts with P is left out.
 */
export const KEPT_PROVISIONAL = new Set([
    "BasicInformation.ConfigurationVersion",
    "ThreadNetworkDiagnostics.ExtAddress",
    "ThreadNetworkDiagnostics.Rloc16",
    "WebRtcTransportProvider.SFrameConfig",
]);

/**
 * Revisions in which the model differs from the data model that certification of 1.4.2 compares
 * with.
 */
export const REVISIONS = { Identify: 5 };

/**
 * InteractionModelRevision of 1.4.2 and of 1.5.1, which the model has as 13; the reference stack
 * announces 12, from 1.4 to 1.6.
 */
export const INTERACTION_MODEL_REVISION = 12;
