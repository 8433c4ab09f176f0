/** Words that are written in another way than their letters in a name say. */
const WORDS = {
    Acl: "ACL",
    Av: "AV",
    Co: "CO",
    Co2: "CO2",
    Evse: "EVSE",
    Hepa: "HEPA",
    Icd: "ICD",
    Ntp: "NTP",
    Ota: "OTA",
    Pm1: "PM1",
    Pm10: "PM10",
    Pm25: "PM2.5",
    Rf: "RF",
    Rvc: "RVC",
    Tls: "TLS",
};

/** A name as a person reads it: OnOffLight is On/Off Light. */
export function titleOf(name) {
    return name
        .replaceAll("WebRtc", "Webrtc")
        .replaceAll("WiFi", "Wi-fi")
        .replaceAll("OnOff", "On/off")
        .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
        .replaceAll(/([A-Z])([A-Z][a-z])/g, "$1 $2")
        .split(" ")
        .map(word => WORDS[word] ?? word)
        .join(" ")
        .replaceAll("Plug In", "Plug-in")
        .replaceAll("Webrtc", "WebRTC")
        .replaceAll("Wi-fi", "Wi-Fi")
        .replaceAll("On/off", "On/Off");
}
