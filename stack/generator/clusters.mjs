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
 * Provisional elements that are kept, as "Cluster.Element": devices of 1.4.2 have them anyway.
 * Any other element whose conformance starts with P is left out.
 */
export const KEPT_PROVISIONAL = new Set([
    "BasicInformation.ConfigurationVersion",
    "ThreadNetworkDiagnostics.ExtAddress",
    "ThreadNetworkDiagnostics.Rloc16",
]);
